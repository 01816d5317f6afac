package cz.statex.aiworkers.orchestrator.client.link;

import java.util.regex.Pattern;

/** Broker addresses as they may be shown. */
public final class BrokerUrl {

    /** From the colon behind the user name to the last at sign, so that a password with an at sign is covered too. */
    private static final Pattern PASSWORD = Pattern.compile("(?<=//)([^:@/]*):.*@(?=[^@]*$)");

    private BrokerUrl() {}

    /** The address without its password. */
    public static String redacted(String url) {
        return PASSWORD.matcher(url).replaceFirst("$1:***@");
    }
}
