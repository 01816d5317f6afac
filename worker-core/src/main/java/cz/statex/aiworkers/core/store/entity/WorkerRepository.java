package cz.statex.aiworkers.core.store.entity;

import java.util.List;
import org.springframework.data.repository.Repository;

/** Lists of workers. */
public interface WorkerRepository extends Repository<WorkerEntity, String> {

    /** All of them. */
    List<WorkerEntity> findAllByOrderByWorkerId();
}
