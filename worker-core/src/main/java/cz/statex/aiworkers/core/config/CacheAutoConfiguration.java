package cz.statex.aiworkers.core.config;

import cz.statex.aiworkers.core.cache.RedisEntries;
import cz.statex.aiworkers.core.cache.RedisModelDirectory;
import cz.statex.aiworkers.core.cache.SharedEntries;
import cz.statex.aiworkers.core.cache.TieredResultCache;
import cz.statex.aiworkers.core.config.properties.CacheProperties;
import cz.statex.aiworkers.core.config.properties.RedisProperties;
import cz.statex.aiworkers.core.execution.ResultCache;
import cz.statex.aiworkers.core.model.repository.ModelDirectory;
import io.lettuce.core.ClientOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Keeps results of equal inputs, shared through Redis where there is one. */
@AutoConfiguration(after = {DataRedisAutoConfiguration.class, ObservationAutoConfiguration.class})
@EnableConfigurationProperties({CacheProperties.class, ModelProperties.class, RedisProperties.class})
class CacheAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ResultCache resultCache(
            CacheProperties cache,
            RedisProperties redis,
            ObjectProvider<StringRedisTemplate> template,
            Clock clock,
            RuntimeCounters counters) {
        SharedEntries shared = redis.url().isBlank() ? SharedEntries.NONE : connected(template.getObject());
        return new TieredResultCache(
                shared, cache.resultTtl(), cache.localSize().toBytes(), clock, counters::cacheUnavailable);
    }

    private static SharedEntries connected(StringRedisTemplate template) {
        RedisEntries entries = new RedisEntries(template);
        entries.warmUp();
        return entries;
    }

    @Bean
    @ConditionalOnMissingBean
    ModelDirectory modelDirectory(
            ModelProperties models, RedisProperties redis, ObjectProvider<StringRedisTemplate> template, Clock clock) {
        return redis.url().isBlank()
                ? ModelDirectory.NONE
                : new RedisModelDirectory(template.getObject(), hostName(), models.cacheTtl(), clock);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "a host without a name";
        }
    }

    /** A connection of the pool for each command: on a shared one, a large result would hold up the small ones behind it. */
    @Bean
    static BeanPostProcessor takeRedisConnectionsFromThePool() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof LettuceConnectionFactory connections) {
                    connections.setShareNativeConnection(false);
                }
                return bean;
            }
        };
    }

    /** A command that waited for a connection to come back would be a timeout for its task. */
    @Bean
    LettuceClientOptionsBuilderCustomizer refuseCommandsWhileDisconnected() {
        return options -> options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
    }
}
