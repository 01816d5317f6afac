/** The demo: one job over real texts, its progress, and results for a person to read. */
@NullMarked
package cz.statex.aiworkers.local.demo;

import org.jspecify.annotations.NullMarked;
