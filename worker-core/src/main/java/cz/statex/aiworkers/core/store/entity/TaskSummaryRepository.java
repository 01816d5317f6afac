package cz.statex.aiworkers.core.store.entity;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.repository.Repository;

/** Lists of tasks. */
public interface TaskSummaryRepository extends Repository<TaskSummary, UUID>, JpaSpecificationExecutor<TaskSummary> {}
