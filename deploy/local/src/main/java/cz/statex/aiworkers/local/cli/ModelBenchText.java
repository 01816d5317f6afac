package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.local.bench.TextBench;
import cz.statex.aiworkers.local.bench.model.BatchingBench;
import cz.statex.aiworkers.local.bench.model.CostTable;
import cz.statex.aiworkers.local.bench.model.EngineBench;
import cz.statex.aiworkers.local.bench.model.SoakBench;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Figures of models as people read them. */
final class ModelBenchText {

    private ModelBenchText() {}

    static String of(BatchingBench.Result result) {
        return """
                texts of %.0f tokens on average, %s, %s
                unbatched      %10.1f texts/s
                first come     %10.1f texts/s, %4.1f %% padding
                bucketed       %10.1f texts/s, %4.1f %% padding, %.1f texts in a batch
                over unbatched %10.2f
                over first come%10.2f
                """
                .formatted(
                        result.meanTokens(),
                        result.spread(),
                        result.precision(),
                        result.unbatchedPerS(),
                        result.firstComePerS(),
                        100 * result.firstComePadding(),
                        result.bucketedPerS(),
                        100 * result.bucketedPadding(),
                        result.bucketedRows(),
                        result.overUnbatched(),
                        result.overFirstCome());
    }

    static String of(List<CostTable.Row> rows) {
        String costs = rows.stream()
                .map(row -> String.format(Locale.ROOT, "%6d  ", row.tokens())
                        + row.microsPerToken().stream()
                                .filter(Objects::nonNull)
                                .map(cost -> String.format(Locale.ROOT, "%7.1f", cost))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
        return "microseconds of one core for a token, in batches of 1, 2, 4, .. texts of so many tokens\n" + costs
                + "\n";
    }

    static String of(EngineBench.Result result) {
        String rows = result.rows().stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "%-18s %8.1f texts/s  ratio %5.2f  cosine %.5f%n",
                        row.engine(),
                        row.textsPerS(),
                        row.ratioToReference(),
                        row.cosine()))
                .collect(Collectors.joining());
        return rows + "best of ours: " + result.bestPrecision() + "\n";
    }

    static String of(SoakBench.Result result) {
        return """
                inferences     %,10d
                load cycles    %,10d
                after warm-up  %,10d MB
                peak           %,10d MB
                growth         %10.1f %%, %s
                """
                .formatted(
                        result.inferences(),
                        result.cycles(),
                        result.afterWarmUpMb(),
                        result.peakMb(),
                        100 * result.growth(),
                        result.flat() ? "flat" : "not flat");
    }

    static String of(TextBench.Result result) {
        return result.types().stream()
                .map(row -> String.format(
                        Locale.ROOT,
                        "%-16s %8.1f tasks/s of %d %9.1f texts/s  bare %9.1f  ratio %6.3f",
                        row.type(),
                        row.tasksPerS(),
                        row.textsPerTask(),
                        row.textsPerS(),
                        row.barePerS(),
                        row.ratio()))
                .collect(Collectors.joining("\n"));
    }
}
