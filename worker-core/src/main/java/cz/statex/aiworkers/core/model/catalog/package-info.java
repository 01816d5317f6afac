/** Which models there are: names, versions, hashes and where their files can be had. */
@NullMarked
package cz.statex.aiworkers.core.model.catalog;

import org.jspecify.annotations.NullMarked;
