@NullMarked
package cz.statex.aiworkers.core.query;

import org.jspecify.annotations.NullMarked;
