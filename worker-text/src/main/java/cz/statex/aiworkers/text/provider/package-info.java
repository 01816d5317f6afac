/** Models that others host, behind one port: a question in, a checked record out. */
@NullMarked
package cz.statex.aiworkers.text.provider;

import org.jspecify.annotations.NullMarked;
