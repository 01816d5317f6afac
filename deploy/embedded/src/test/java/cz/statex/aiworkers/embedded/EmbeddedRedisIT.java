package cz.statex.aiworkers.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    @Test
    void storesValues() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.startTemporary()) {
            assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(ask(redis.port(), "SET key value")).startsWith("+OK");
            assertThat(ask(redis.port(), "GET key")).startsWith("$5");
        }
    }

    @Test
    void startsAgainInItsDirectoryAndStopsTheServerThatAKilledRunLeftBehind(@TempDir Path directory)
            throws IOException {
        EmbeddedRedis orphan = EmbeddedRedis.start(directory, 0);
        try (EmbeddedRedis redis = EmbeddedRedis.start(directory, 0)) {
            assertThat(ask(redis.port(), "PING")).startsWith("+PONG");
            assertThatThrownBy(() -> ask(orphan.port(), "PING")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void throwsWhenItsPortIsTaken(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedRedis.start(directory, taken.getLocalPort()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining("REDIS_URL");
        }
    }

    private static String ask(int port, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[64];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, length, StandardCharsets.US_ASCII);
        }
    }
}
