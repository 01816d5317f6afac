package cz.statex.aiworkers.core.store.entity;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Schemas of task types. */
public interface TaskSchemaRepository extends Repository<TaskSchemaEntity, String> {

    /** The schemas of one type. */
    Optional<TaskSchemaEntity> findById(String taskType);

    /** All types. */
    @Query("select s.taskType from TaskSchemaEntity s")
    List<String> findTaskTypes();
}
