package cz.statex.aiworkers.local.cli.flags;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number from 1 on. */
public final class Count implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no whole number");
        }
        throw new TypeConversionException("'" + value + "' is less than 1");
    }
}
