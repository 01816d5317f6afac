package cz.statex.aiworkers.text.model;

import java.util.Locale;

/**
 * Writes pictures out, for models whose vocabulary has none: the name that Unicode gives an emoji says what it shows, in
 * words that the model knows. Stateless.
 */
public final class EmojiNames {

    private static final int VARIATION_SELECTOR = 0xFE0F;
    private static final int JOINER = 0x200D;
    private static final int FIRST_SKIN_TONE = 0x1F3FB;
    private static final int LAST_SKIN_TONE = 0x1F3FF;

    private EmojiNames() {}

    /** The text with names in place of emoji; one that is repeated is named once. */
    public static String spelled(String text) {
        if (text.codePoints().noneMatch(EmojiNames::isPicture)) {
            return text;
        }
        StringBuilder spelled = new StringBuilder(text.length() + 64);
        int last = 0;
        for (int at = 0; at < text.length(); ) {
            int symbol = text.codePointAt(at);
            at += Character.charCount(symbol);
            if (symbol == VARIATION_SELECTOR || symbol == JOINER || isSkinTone(symbol)) {
                continue;
            }
            if (!isPicture(symbol)) {
                spelled.appendCodePoint(symbol);
            } else if (symbol != last) {
                spelled.append(' ').append(name(symbol)).append(' ');
            }
            last = symbol;
        }
        return spelled.toString();
    }

    private static boolean isPicture(int symbol) {
        return (symbol >= 0x1F300 && symbol <= 0x1FAFF && !isSkinTone(symbol))
                || (symbol >= 0x2600 && symbol <= 0x27BF);
    }

    private static boolean isSkinTone(int symbol) {
        return symbol >= FIRST_SKIN_TONE && symbol <= LAST_SKIN_TONE;
    }

    private static String name(int symbol) {
        String name = Character.getName(symbol);
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }
}
