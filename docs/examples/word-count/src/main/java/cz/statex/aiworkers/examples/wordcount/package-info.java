/** A custom worker. */
@NullMarked
package cz.statex.aiworkers.examples.wordcount;

import org.jspecify.annotations.NullMarked;
