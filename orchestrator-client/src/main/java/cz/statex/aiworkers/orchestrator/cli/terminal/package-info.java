/** Text for people: tables, progress, durations. */
@NullMarked
package cz.statex.aiworkers.orchestrator.cli.terminal;

import org.jspecify.annotations.NullMarked;
