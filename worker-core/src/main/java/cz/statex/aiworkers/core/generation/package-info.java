/**
 * Generates sequences of tokens with encoder-decoder models: greedy, beam search and sampling, step by step, so that
 * work can be stopped and watched between steps. Plain Java; the model is behind {@link
 * cz.statex.aiworkers.core.generation.EncodedBatch}.
 *
 * <p>Meaning and names of the settings are those of Hugging Face transformers 4.53, {@code generate()}; greedy and beam
 * search choose the same tokens.
 */
@NullMarked
package cz.statex.aiworkers.core.generation;

import org.jspecify.annotations.NullMarked;
