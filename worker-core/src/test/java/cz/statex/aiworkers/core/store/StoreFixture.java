package cz.statex.aiworkers.core.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import cz.statex.aiworkers.core.query.Queries;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.core.store.entity.DeadLetterRepository;
import cz.statex.aiworkers.core.store.entity.JobRepository;
import cz.statex.aiworkers.core.store.entity.TaskSchemaRepository;
import cz.statex.aiworkers.core.store.entity.TaskSummaryRepository;
import cz.statex.aiworkers.core.store.entity.WorkerRepository;
import cz.statex.aiworkers.core.store.query.SqlDeadLetterQueries;
import cz.statex.aiworkers.core.store.query.SqlFleetQueries;
import cz.statex.aiworkers.core.store.query.SqlJobQueries;
import cz.statex.aiworkers.core.store.query.SqlTaskQueries;
import cz.statex.aiworkers.core.store.sql.Transactions;
import cz.statex.aiworkers.core.testing.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.hibernate.boot.model.naming.PhysicalNamingStrategySnakeCaseImpl;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** The store of one test class, migrated and wired without Boot. Its owner closes it. */
final class StoreFixture implements AutoCloseable {

    final HikariDataSource dataSource;
    final Transactions transactions;
    final SqlTaskStore tasks;
    final SqlWorkerStore workers;
    final SqlOutbox outbox;
    final Retention retention;
    private final LocalContainerEntityManagerFactoryBean entities = new LocalContainerEntityManagerFactoryBean();
    final SqlTaskQueries taskQueries;
    final SqlJobQueries jobs;
    final SqlDeadLetterQueries deadLetters;
    final SqlFleetQueries fleet;

    StoreFixture(TestDatabase database) {
        this(database, Duration.ofSeconds(10));
    }

    /** With a limit on the wait for a connection, after which the store counts as away. */
    StoreFixture(TestDatabase database, Duration patience) {
        dataSource = pool(database, patience);
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration/aiworkers")
                .load()
                .migrate();
        transactions = new Transactions(dataSource);
        tasks = new SqlTaskStore(dataSource, StoreSettings.DEFAULT);
        workers = new SqlWorkerStore(dataSource);
        outbox = new SqlOutbox(dataSource);
        retention = new Retention(dataSource);
        JpaRepositoryFactory repositories =
                new JpaRepositoryFactory(SharedEntityManagerCreator.createSharedEntityManager(entityManagers()));
        taskQueries = new SqlTaskQueries(dataSource, repositories.getRepository(TaskSummaryRepository.class));
        jobs = new SqlJobQueries(dataSource, repositories.getRepository(JobRepository.class));
        deadLetters = new SqlDeadLetterQueries(dataSource, repositories.getRepository(DeadLetterRepository.class));
        fleet = new SqlFleetQueries(
                dataSource,
                repositories.getRepository(WorkerRepository.class),
                repositories.getRepository(TaskSchemaRepository.class));
    }

    private EntityManagerFactory entityManagers() {
        entities.setDataSource(dataSource);
        entities.setPackagesToScan("cz.statex.aiworkers.core.store.entity");
        entities.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
        entities.setJpaPropertyMap(Map.of(
                "hibernate.physical_naming_strategy",
                PhysicalNamingStrategySnakeCaseImpl.class.getName(),
                // Compares the entities with what the migrations have made.
                "hibernate.hbm2ddl.auto",
                "validate"));
        entities.afterPropertiesSet();
        EntityManagerFactory factory = entities.getObject();
        if (factory == null) {
            throw new IllegalStateException("no entity manager factory");
        }
        return factory;
    }

    Queries queries(QueueInspector queues) {
        return new Queries(taskQueries, jobs, deadLetters, fleet, queues);
    }

    /** Ends the lease of a running task, as if its worker had been silent for long. */
    void expireLease(UUID taskId) {
        execute("update task set lease_until = now() - interval '1 second' where id = ?", taskId);
    }

    /** Makes a waiting task due. */
    void makeDue(UUID taskId) {
        execute("update task set next_attempt_at = now() where id = ?", taskId);
    }

    void execute(String statement, Object... arguments) {
        transactions.run(sql -> sql.update(statement, arguments));
    }

    long count(String query, Object... arguments) {
        return transactions.run(
                sql -> sql.first(query, row -> row.getLong(1), arguments).orElseThrow());
    }

    private static HikariDataSource pool(TestDatabase database, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(10);
        config.setConnectionTimeout(patience.toMillis());
        return new HikariDataSource(config);
    }

    @Override
    public void close() {
        tasks.close();
        outbox.close();
        entities.destroy();
        dataSource.close();
    }
}
