package cz.statex.aiworkers.core.store.entity;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Dead letters and lists of them. */
public interface DeadLetterRepository
        extends Repository<DeadLetterEntity, UUID>, JpaSpecificationExecutor<DeadLetterEntity> {

    /** One dead letter. */
    Optional<DeadLetterEntity> findById(UUID id);

    /** The message of an unprocessable one, as received. */
    @Query(value = "select body from dead_letter where id = :id", nativeQuery = true)
    byte[] bodyOf(@Param("id") UUID id);
}
