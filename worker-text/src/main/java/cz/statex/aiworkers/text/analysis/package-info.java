/** What can be found out about a text. The part of this module that other modalities import. */
@NullMarked
package cz.statex.aiworkers.text.analysis;

import org.jspecify.annotations.NullMarked;
