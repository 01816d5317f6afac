package cz.statex.aiworkers.core.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cz.statex.aiworkers.core.checkpoint.DType;
import cz.statex.aiworkers.core.testing.Corpus;
import cz.statex.aiworkers.core.torchscript.archive.Weight;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MelFiltersTest {

    private static final int FREQUENCIES = 201;

    @Test
    void isABufferOfTrianglesThatRiseOnceAndFallOnce() throws Exception {
        Weight weight = new MelFilters(80, FREQUENCIES, 16_000).weight();
        assertThat(weight.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(weight.shape()).isEqualTo(List.of(80L, (long) FREQUENCIES));
        double[] values = values(weight);
        for (int band = 0; band < 80; band++) {
            int turns = 0;
            for (int i = 1; i < FREQUENCIES - 1; i++) {
                double before = values[band * FREQUENCIES + i - 1];
                double here = values[band * FREQUENCIES + i];
                double after = values[band * FREQUENCIES + i + 1];
                assertThat(here).isNotNegative();
                turns += here > before && here >= after ? 1 : 0;
            }
            assertThat(turns).as("peaks of band " + band).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 128})
    void isThePublishedFilterBank(int bands) throws Exception {
        double[] values = values(new MelFilters(bands, FREQUENCIES, 16_000).weight());
        try (ZipFile archive = new ZipFile(
                        Corpus.file("models/whisper-assets/mel_filters.npz").toFile());
                InputStream in = archive.getInputStream(archive.getEntry("mel_" + bands + ".npy"))) {
            byte[] bytes = in.readAllBytes();
            ByteBuffer published = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            published.position(bytes.length - values.length * Float.BYTES);
            for (double value : values) {
                assertThat(value).isCloseTo(published.getFloat(), within(1e-8));
            }
        }
    }

    private static double[] values(Weight weight) throws Exception {
        DoubleBuffer buffer = weight.source().read().asDoubleBuffer();
        double[] values = new double[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
