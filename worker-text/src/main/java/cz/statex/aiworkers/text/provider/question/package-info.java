/** What hosted models are asked by the text workers, and the records of their answers. */
@NullMarked
package cz.statex.aiworkers.text.provider.question;

import org.jspecify.annotations.NullMarked;
