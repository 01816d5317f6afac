package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.config.properties.DatabaseProperties;
import cz.statex.aiworkers.core.query.DeadLetterQueries;
import cz.statex.aiworkers.core.query.FleetQueries;
import cz.statex.aiworkers.core.query.JobQueries;
import cz.statex.aiworkers.core.query.Queries;
import cz.statex.aiworkers.core.query.QueryService;
import cz.statex.aiworkers.core.query.QueueInspector;
import cz.statex.aiworkers.core.query.TaskQueries;
import cz.statex.aiworkers.core.store.Retention;
import cz.statex.aiworkers.core.store.SqlOutbox;
import cz.statex.aiworkers.core.store.SqlTaskStore;
import cz.statex.aiworkers.core.store.SqlWorkerStore;
import cz.statex.aiworkers.core.store.StoreSettings;
import cz.statex.aiworkers.core.store.entity.DeadLetterRepository;
import cz.statex.aiworkers.core.store.entity.JobRepository;
import cz.statex.aiworkers.core.store.entity.TaskSchemaRepository;
import cz.statex.aiworkers.core.store.entity.TaskSummary;
import cz.statex.aiworkers.core.store.entity.TaskSummaryRepository;
import cz.statex.aiworkers.core.store.entity.WorkerRepository;
import cz.statex.aiworkers.core.store.query.SqlDeadLetterQueries;
import cz.statex.aiworkers.core.store.query.SqlFleetQueries;
import cz.statex.aiworkers.core.store.query.SqlJobQueries;
import cz.statex.aiworkers.core.store.query.SqlTaskQueries;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * Connects the ports of the runtime, and the queries of clients, with PostgreSQL. It comes before JPA so that its
 * entities are found beside those of the application.
 */
@AutoConfiguration(before = {HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class})
@AutoConfigurationPackage(basePackageClasses = TaskSummary.class)
@EnableConfigurationProperties(DatabaseProperties.class)
class StoreAutoConfiguration {

    @Bean
    SqlTaskStore taskStore(DataSource database) {
        return new SqlTaskStore(database, StoreSettings.DEFAULT);
    }

    @Bean
    SqlWorkerStore workerStore(DataSource database) {
        return new SqlWorkerStore(database);
    }

    @Bean
    SqlOutbox outbox(DataSource database) {
        return new SqlOutbox(database);
    }

    @Bean
    Retention retention(DataSource database) {
        return new Retention(database);
    }

    @Bean
    TaskQueries taskQueries(DataSource database, TaskSummaryRepository tasks) {
        return new SqlTaskQueries(database, tasks);
    }

    @Bean
    JobQueries jobQueries(DataSource database, JobRepository jobs) {
        return new SqlJobQueries(database, jobs);
    }

    @Bean
    DeadLetterQueries deadLetterQueries(DataSource database, DeadLetterRepository deadLetters) {
        return new SqlDeadLetterQueries(database, deadLetters);
    }

    @Bean
    FleetQueries fleetQueries(DataSource database, WorkerRepository workers, TaskSchemaRepository schemas) {
        return new SqlFleetQueries(database, workers, schemas);
    }

    @Bean
    QueryService queryService(
            TaskQueries tasks,
            JobQueries jobs,
            DeadLetterQueries deadLetters,
            FleetQueries fleet,
            QueueInspector queues) {
        return new Queries(tasks, jobs, deadLetters, fleet, queues);
    }
}
