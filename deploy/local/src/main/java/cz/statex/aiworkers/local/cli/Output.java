package cz.statex.aiworkers.local.cli;

import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.PrintWriter;

/**
 * Where a command writes.
 *
 * @param out what was asked for, for people or programs
 * @param err remarks on the way
 */
record Output(PrintWriter out, PrintWriter err) {

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Says {@code value}, as one line of JSON or as {@code text} for people. */
    void print(boolean json, Object value, String text) {
        say(json ? Wire.mapper().writeValueAsString(value) : text);
    }

    void remark(String text) {
        err.println(text);
        err.flush();
    }
}
