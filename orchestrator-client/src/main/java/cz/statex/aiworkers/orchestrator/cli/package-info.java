/** The command line {@code aiw}: every command is a class, and {@code Aiw} puts them together. */
@NullMarked
package cz.statex.aiworkers.orchestrator.cli;

import org.jspecify.annotations.NullMarked;
