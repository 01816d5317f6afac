package cz.statex.aiworkers.orchestrator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (yes|no) \\|");

    @Test
    void everyCodeHasItsRowWithItsRetryability() throws IOException {
        String page = Files.readString(Path.of("../docs/errors.md"));

        assertThat(ROW.matcher(page)
                        .results()
                        .collect(Collectors.toMap(row -> row.group(1), ErrorsPageTest::retryable)))
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .collect(Collectors.toMap(ErrorCode::wireName, ErrorCode::retryable)));
    }

    private static boolean retryable(MatchResult row) {
        return row.group(2).equals("yes");
    }
}
