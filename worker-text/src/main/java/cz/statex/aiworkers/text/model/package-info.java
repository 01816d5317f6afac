/** Text models: tokenizers and encoders in plain Java types. */
@NullMarked
package cz.statex.aiworkers.text.model;

import org.jspecify.annotations.NullMarked;
