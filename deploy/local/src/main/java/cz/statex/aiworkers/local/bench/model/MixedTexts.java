package cz.statex.aiworkers.local.bench.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of mixed lengths, equal for equal seeds. Every word is one token, and a model adds two: begin and end. */
public final class MixedTexts {

    private static final int BEGIN_AND_END = 2;
    private static final List<String> WORDS = List.of(
            ("water light engine bread window night train city mountain winter snow valley planet picture letter"
                            + " kitchen garden river bridge market season measure turn rise fall carry build answer"
                            + " travel sleep watch quiet heavy cold bright narrow early certain modest the a of and in"
                            + " under over because while when")
                    .split(" "));

    /** How lengths are spread between the shortest and the longest. */
    public enum Spread {
        /** Each length as often as any other: most tokens are in long texts. */
        UNIFORM,
        /** Each doubling of length as often as any other: as many queries and sentences as paragraphs. */
        OCTAVES
    }

    private MixedTexts() {}

    /** So many texts of {@code shortest} to {@code longest} tokens. */
    public static List<String> of(int count, int shortest, int longest, Spread spread, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text(length(random, shortest, longest, spread) - BEGIN_AND_END, random));
        }
        return texts;
    }

    private static int length(SplittableRandom random, int shortest, int longest, Spread spread) {
        double at = random.nextDouble();
        double length =
                switch (spread) {
                    case UNIFORM -> shortest + at * (longest + 1 - shortest);
                    case OCTAVES -> shortest * Math.pow((longest + 1.0) / shortest, at);
                };
        return Math.min(longest, (int) length);
    }

    private static String text(int words, SplittableRandom random) {
        List<String> chosen = new ArrayList<>(words);
        for (int word = 0; word < words; word++) {
            chosen.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", chosen);
    }
}
