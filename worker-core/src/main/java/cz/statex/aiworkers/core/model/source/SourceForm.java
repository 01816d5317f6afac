package cz.statex.aiworkers.core.model.source;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the locations of each kind of source are written in a catalog. */
public enum SourceForm {
    /** A file of the fleet's own repository, by its full address. */
    FLEET("https?://", "[^\\s?#]+", "https://models.example/NAME/VERSION/FILE"),
    /** A file of a model repository in the layout of the Hugging Face hub. */
    HUB("hf:", "(PART/PART)@(PART)/(FILE)", "hf:ORG/NAME@REVISION/FILE"),
    /** A file inside an artifact of a Maven repository. */
    MAVEN("maven:", "(PART(?::PART){2,4})!/(FILE)", "maven:GROUP:ARTIFACT:VERSION!/FILE"),
    /** A file inside a package of an npm registry. */
    NPM("npm:", "((?:@PART/)?PART@\\d[\\w.+-]*)!/(FILE)", "npm:NAME@VERSION!/FILE"),
    /** An object of an S3 bucket. */
    S3("s3://", "([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(FILE)", "s3://BUCKET/KEY"),
    /** A file of this host. */
    FILE("file:", "(/.+)", "file:/PATH"),
    /** A file inside this program. */
    CLASS_PATH("classpath:", "(FILE)", "classpath:PATH");

    /** Plain names between slashes: none begins with a dot, so none leads out of its folder. */
    private static final String PLAIN_PATH = "[\\w@+~-][\\w.@+~-]*(?:/[\\w@+~-][\\w.@+~-]*)*";

    /** A plain name: it does not begin with a dot, so it cannot lead elsewhere. */
    private static final String PLAIN_NAME = "\\w[\\w.-]*";

    private final Pattern scheme;
    private final Pattern whole;
    private final String example;

    SourceForm(String scheme, String rest, String example) {
        this.scheme = Pattern.compile("^" + scheme);
        this.whole = Pattern.compile(scheme + rest.replace("FILE", PLAIN_PATH).replace("PART", PLAIN_NAME));
        this.example = example;
    }

    /**
     * The form that {@code location} is written in.
     *
     * @throws IllegalArgumentException if it is none, with what was expected
     */
    public static SourceForm of(String location) {
        for (SourceForm form : values()) {
            if (form.scheme.matcher(location).find()) {
                form.match(location);
                return form;
            }
        }
        throw new IllegalArgumentException("is '" + location + "', but a source is one of "
                + Arrays.stream(values()).map(form -> form.example).collect(Collectors.joining(", ")));
    }

    /** The parts of a location of this form. */
    Matcher match(String location) {
        Matcher parts = whole.matcher(location);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is '" + location + "', but must have the form " + example);
        }
        return parts;
    }

    /** The name in messages, for example {@code npm}. */
    public String label() {
        return switch (this) {
            case FLEET -> "fleet repository";
            case HUB -> "hf";
            case CLASS_PATH -> "class path";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
