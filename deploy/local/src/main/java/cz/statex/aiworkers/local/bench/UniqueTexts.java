package cz.statex.aiworkers.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of common words, each of them new, so that no cache answers. */
final class UniqueTexts {

    private static final int WORDS = 24;
    private static final int SHORT = 10;
    private static final List<String> VOCABULARY =
            List.of(("harbour moon water tide engine bread oven flour window night train carriage berth city mountain"
                            + " telescope winter snow valley planet picture letter kitchen garden river bridge market"
                            + " season measure pull turn rise fall carry build answer travel sleep watch quiet heavy cold"
                            + " bright narrow early certain modest the a of and in under over because while when")
                    .split(" "));

    private UniqueTexts() {}

    /** So many texts of one sentence. */
    static List<String> of(int count) {
        return of(count, 1);
    }

    /** So many texts of so many sentences each. */
    static List<String> of(int count, int sentences) {
        SplittableRandom random = new SplittableRandom();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int sentence = 0; sentence < sentences; sentence++) {
                text.append(sentence == 0 ? "" : ". ").append(Long.toHexString(random.nextLong()));
                append(random, WORDS, text);
            }
            texts.add(text.toString());
        }
        return texts;
    }

    /** So many short sentences of nothing but words: so many that two are alike by chance once in a lifetime. */
    static List<String> ofWords(int count) {
        SplittableRandom random = new SplittableRandom();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("The");
            append(random, SHORT, text);
            texts.add(text.append('.').toString());
        }
        return texts;
    }

    private static void append(SplittableRandom random, int words, StringBuilder text) {
        for (int word = 0; word < words; word++) {
            text.append(' ').append(VOCABULARY.get(random.nextInt(VOCABULARY.size())));
        }
    }
}
