package cz.statex.aiworkers.local.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** How figures are printed. */
public final class Figures {

    /** More digits than this are noise. */
    private static final MathContext DIGITS = new MathContext(4);

    private Figures() {}

    /** At most four digits. */
    public static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
