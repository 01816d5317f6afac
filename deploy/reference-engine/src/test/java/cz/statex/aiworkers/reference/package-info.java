@NullMarked
package cz.statex.aiworkers.reference;

import org.jspecify.annotations.NullMarked;
