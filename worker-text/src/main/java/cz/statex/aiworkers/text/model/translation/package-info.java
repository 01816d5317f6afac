/**
 * Models that translate: what each published family wants around a sentence, SentencePiece vocabularies in plain Java, and
 * the encoder-decoder that does the work.
 */
@NullMarked
package cz.statex.aiworkers.text.model.translation;

import org.jspecify.annotations.NullMarked;
