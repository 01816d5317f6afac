package cz.statex.aiworkers.local.cli;

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

    void remark(String text) {
        err.println(text);
        err.flush();
    }
}
