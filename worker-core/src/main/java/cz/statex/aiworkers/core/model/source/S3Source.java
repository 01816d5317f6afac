package cz.statex.aiworkers.core.model.source;

import cz.statex.aiworkers.core.model.source.SourceException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Objects of S3 buckets. Region and credentials are found where Amazon's tools find them. */
final class S3Source implements ArtifactSource {

    private static final int CHANGED = 412;
    private static final int BEYOND_THE_END = 416;

    private final @Nullable URI endpoint;
    private final SourceSettings.Timeouts timeouts;

    S3Source(@Nullable URI endpoint, SourceSettings.Timeouts timeouts) {
        this.endpoint = endpoint;
        this.timeouts = timeouts;
    }

    @Override
    public SourceForm form() {
        return SourceForm.S3;
    }

    @Override
    public Content open(String location, Have have) throws IOException {
        Matcher parts = form().match(location);
        GetObjectRequest whole = GetObjectRequest.builder()
                .bucket(parts.group(1))
                .key(parts.group(2))
                .build();
        GetObjectRequest wanted = have.bytes() == 0 || have.validator() == null
                ? whole
                : whole.toBuilder()
                        .range("bytes=" + have.bytes() + "-")
                        .ifMatch(have.validator())
                        .build();
        S3Client client = null;
        try {
            client = client();
            ResponseInputStream<GetObjectResponse> object = object(client, wanted, whole);
            return content(object, client, have);
        } catch (S3Exception e) {
            closeQuietly(client);
            throw failure(e);
        } catch (SdkClientException e) {
            closeQuietly(client);
            throw SourceException.unavailable(
                    "cannot be reached: its region, credentials or address are missing or wrong", e);
        }
    }

    private S3Client client() {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(timeouts.connect())
                        .socketTimeout(timeouts.stall()));
        if (endpoint != null) {
            // Services of this kind rarely have a host name per bucket.
            builder.endpointOverride(endpoint).forcePathStyle(true);
        }
        return builder.build();
    }

    private static ResponseInputStream<GetObjectResponse> object(
            S3Client client, GetObjectRequest wanted, GetObjectRequest whole) {
        try {
            return client.getObject(wanted);
        } catch (S3Exception e) {
            if (e.statusCode() == CHANGED || e.statusCode() == BEYOND_THE_END) {
                return client.getObject(whole);
            }
            throw e;
        }
    }

    private static Content content(ResponseInputStream<GetObjectResponse> object, S3Client client, Have have) {
        GetObjectResponse answer = object.response();
        long offset = answer.contentRange() == null ? 0 : have.bytes();
        InputStream bytes = new FilterInputStream(object) {
            @Override
            public void close() {
                // Closing would read what is left of the object.
                object.abort();
                client.close();
            }
        };
        return new Content(bytes, offset, offset + answer.contentLength(), answer.eTag());
    }

    private static SourceException failure(S3Exception e) {
        return switch (e.statusCode()) {
            case 404 -> new SourceException(Reason.ABSENT, "does not have it (404)", e);
            case 301, 401, 403 ->
                new SourceException(Reason.REFUSED, "does not give it to us (" + e.statusCode() + ")", e);
            default -> new SourceException(Reason.UNAVAILABLE, "answers " + e.statusCode(), e);
        };
    }

    private static void closeQuietly(@Nullable S3Client client) {
        if (client != null) {
            client.close();
        }
    }
}
