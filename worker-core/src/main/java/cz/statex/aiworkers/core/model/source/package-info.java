/**
 * The kinds of places that files of models come from, one small class each behind one interface. None of them is
 * trusted: what they give is compared with the hash of the catalog. The sole importer of the Maven Resolver.
 */
@NullMarked
package cz.statex.aiworkers.core.model.source;

import org.jspecify.annotations.NullMarked;
