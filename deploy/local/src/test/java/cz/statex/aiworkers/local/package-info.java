/** Tests of the local fleet, and of all parts together. */
@NullMarked
package cz.statex.aiworkers.local;

import org.jspecify.annotations.NullMarked;
