package cz.statex.aiworkers.core.generation.settings;

/** A setting of a generation is impossible, by itself or for the model. */
public final class InvalidSettingException extends IllegalArgumentException {

    private final String setting;
    private final Object value;
    private final Object limit;

    /**
     * Refuses a setting.
     *
     * @param setting its name in catalogs and configuration files, for example {@code num_beams}
     * @param value what it was
     * @param limit what it may be, for example {@code "1 to 64"}
     */
    public InvalidSettingException(String setting, Object value, Object limit) {
        super(setting + " is " + value + ", but must be " + limit);
        this.setting = setting;
        this.value = value;
        this.limit = limit;
    }

    /** Refuses a number outside of {@code least} to {@code most}. */
    static void requireRange(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InvalidSettingException(setting, value, least + " to " + most);
        }
    }

    /** Name of the setting. */
    public String setting() {
        return setting;
    }

    /** What it was. */
    public Object value() {
        return value;
    }

    /** What it may be. */
    public Object limit() {
        return limit;
    }
}
