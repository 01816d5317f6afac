package cz.statex.aiworkers.local.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** How figures are printed. */
final class Figures {

    /** More digits than this are noise. */
    private static final MathContext DIGITS = new MathContext(4);

    private Figures() {}

    static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
