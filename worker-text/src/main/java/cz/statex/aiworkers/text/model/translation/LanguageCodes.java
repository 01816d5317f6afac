package cz.statex.aiworkers.text.model.translation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;

/** What languages are called, from ISO 639-1 to what models were trained with. */
public final class LanguageCodes {

    /** Languages of M2M100 in the order of their tokens, which its vocabulary file leaves out. */
    private static final List<String> M2M100 = Arrays.asList(
            ("af am ar ast az ba be bg bn br bs ca ceb cs cy da de el en es et fa ff fi fr fy ga gd gl gu ha "
                            + "he hi hr ht hu hy id ig ilo is it ja jv ka kk km kn ko lb lg ln lo lt lv mg mk ml mn mr ms "
                            + "my ne nl no ns oc or pa pl ps pt ro ru sd si sk sl so sq sr ss su sv sw ta th tl tn tr uk "
                            + "ur uz vi wo xh yi yo zh zu")
                    .split(" "));

    /** Where FLORES, and so NLLB, has one language of a group, or one script of several, for the code of the group. */
    private static final Map<String, String> FLORES = Map.ofEntries(
            Map.entry("ar", "arb"),
            Map.entry("az", "azj"),
            Map.entry("et", "est"),
            Map.entry("fa", "pes"),
            Map.entry("gn", "grn"),
            Map.entry("ku", "kmr"),
            Map.entry("lv", "lvs"),
            Map.entry("mg", "plt"),
            Map.entry("mn", "khk"),
            Map.entry("ms", "zsm"),
            Map.entry("ne", "npi"),
            Map.entry("no", "nob"),
            Map.entry("om", "gaz"),
            Map.entry("or", "ory"),
            Map.entry("ps", "pbt"),
            Map.entry("sq", "als"),
            Map.entry("sw", "swh"),
            Map.entry("tl", "tgl"),
            Map.entry("uz", "uzn"),
            Map.entry("yi", "ydd"),
            Map.entry("zh", "zho_Hans"));

    private LanguageCodes() {}

    /** Whether {@code code} has the form of an ISO 639 code and stands for a language. */
    public static boolean isLanguage(String code) {
        return code.matches("[a-z]{2,3}")
                && !english(code).isEmpty()
                && !english(code).equals(code);
    }

    /** The name in English, for example {@code German}; the code itself if it stands for none. */
    public static String english(String code) {
        return Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH);
    }

    /** ISO 639-3, for example {@code deu}; the code itself if there is none. */
    static String threeLetters(String code) {
        try {
            return Locale.forLanguageTag(code).getISO3Language();
        } catch (MissingResourceException e) {
            return code;
        }
    }

    /** What the token of FLORES begins with: {@code deu}, {@code arb}, {@code zho_Hans}. */
    static String flores(String code) {
        return FLORES.getOrDefault(code, threeLetters(code));
    }

    /** The tokens that M2M100 has beyond its vocabulary file, in order. */
    static List<String> m2m100Tokens() {
        return M2M100.stream().map(code -> "__" + code + "__").toList();
    }
}
