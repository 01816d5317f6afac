package cz.statex.aiworkers.core.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class CorpusTest {

    @Test
    void saysThatATestIsSkippedAndWhatItLacks() {
        assertThatThrownBy(() -> Corpus.file("absent/file.bin"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("skipped: there is no /")
                .hasMessageContaining("absent/file.bin; set AIW_CORPUS_DIR to the folder of the data");
    }
}
