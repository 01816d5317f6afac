/** What a generation shall obey: special tokens, lengths, search and rules. Data only; impossible values are refused. */
@NullMarked
package cz.statex.aiworkers.core.generation.settings;

import org.jspecify.annotations.NullMarked;
