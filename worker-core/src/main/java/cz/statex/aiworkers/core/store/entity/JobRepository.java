package cz.statex.aiworkers.core.store.entity;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/** Jobs and lists of them. */
public interface JobRepository extends Repository<JobEntity, UUID> {

    /** One job. */
    Optional<JobEntity> findById(UUID id);

    /** The newest jobs. */
    List<JobEntity> findByOrderByCreatedAtDescIdDesc(Limit limit);

    /** The newest jobs of a status. */
    List<JobEntity> findByStatusOrderByCreatedAtDescIdDesc(String status, Limit limit);
}
