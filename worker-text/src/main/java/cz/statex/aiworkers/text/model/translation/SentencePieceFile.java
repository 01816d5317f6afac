package cz.statex.aiworkers.text.model.translation;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import cz.statex.aiworkers.orchestrator.protocol.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A SentencePiece model ({@code source.spm}, {@code sentencepiece.bpe.model}), read to be written as the {@code
 * tokenizer.json} that says the same: so one tokenizer library serves all models.
 *
 * <p>Format: {@code sentencepiece_model.proto} of the SentencePiece project; "SentencePiece", Kudo and Richardson 2018,
 * arXiv:1808.06226.
 */
final class SentencePieceFile {

    private static final String SPACE = "\u2581";
    private static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int UNUSED = 5;

    /** Far below what any way to write the same characters comes to. */
    private static final float NEVER = -1000;

    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    /** A piece of the vocabulary; its number is its place. */
    private record Piece(String text, float score, int type) {

        /** Whether a text may have it: the end of a sentence is none that somebody wrote down as such. */
        private boolean isText() {
            return type != CONTROL && type != UNUSED;
        }
    }

    private final List<Piece> pieces = new ArrayList<>();
    private int modelType = UNIGRAM;
    private byte[] characterMap = new byte[0];

    private SentencePieceFile() {}

    /**
     * Reads a model.
     *
     * @throws IOException if the file cannot be read, is none, or is of a kind that has no {@code tokenizer.json}
     */
    static SentencePieceFile read(Path file) throws IOException {
        SentencePieceFile model = new SentencePieceFile();
        try (InputStream in = Files.newInputStream(file)) {
            CodedInputStream message = CodedInputStream.newInstance(in);
            message.setSizeLimit(MAX_BYTES);
            model.readModel(message);
        }
        if (model.pieces.stream().noneMatch(piece -> piece.type == UNKNOWN)) {
            throw new IOException(file.getFileName() + " is no SentencePiece model: it has no unknown piece among "
                    + model.pieces.size());
        }
        if (model.modelType != UNIGRAM && model.modelType != BPE) {
            throw new IOException(file.getFileName() + " has SentencePiece model type " + model.modelType
                    + ", but must be of unigrams (1) or byte pairs (2)");
        }
        return model;
    }

    private void readModel(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> pieces.add(piece(part(in)));
                case 2 -> readTrainer(part(in));
                case 3 -> readNormalizer(part(in));
                default -> in.skipField(tag);
            }
        }
    }

    private static CodedInputStream part(CodedInputStream in) throws IOException {
        return CodedInputStream.newInstance(in.readByteArray());
    }

    private static Piece piece(CodedInputStream in) throws IOException {
        String text = "";
        float score = 0;
        int type = 1;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> text = in.readStringRequireUtf8();
                case 2 -> score = in.readFloat();
                case 3 -> type = in.readEnum();
                default -> in.skipField(tag);
            }
        }
        return new Piece(text, score, type);
    }

    private void readTrainer(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 3) {
                modelType = in.readEnum();
            } else {
                in.skipField(tag);
            }
        }
    }

    private void readNormalizer(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 2) {
                characterMap = in.readByteArray();
            } else {
                in.skipField(tag);
            }
        }
    }

    /** The same as a {@code tokenizer.json} without special tokens. */
    String toTokenizerJson() {
        ObjectNode json = Wire.mapper().createObjectNode();
        json.put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        json.putArray("added_tokens");
        json.set("normalizer", normalizer());
        json.set("pre_tokenizer", metaspace());
        json.putNull("post_processor");
        json.set("decoder", metaspace());
        json.set("model", modelType == UNIGRAM ? unigram() : bytePairs());
        return Wire.mapper().writeValueAsString(json);
    }

    private ObjectNode normalizer() {
        ObjectNode sequence = Wire.mapper().createObjectNode().put("type", "Sequence");
        ArrayNode parts = sequence.putArray("normalizers");
        if (characterMap.length > 0) {
            parts.addObject()
                    .put("type", "Precompiled")
                    .put("precompiled_charsmap", Base64.getEncoder().encodeToString(characterMap));
        }
        parts.addObject().put("type", "Strip").put("strip_left", true).put("strip_right", true);
        ObjectNode oneSpace = parts.addObject().put("type", "Replace").put("content", " ");
        oneSpace.putObject("pattern").put("Regex", " {2,}");
        return sequence;
    }

    private static ObjectNode metaspace() {
        return Wire.mapper()
                .createObjectNode()
                .put("type", "Metaspace")
                .put("replacement", SPACE)
                .put("prepend_scheme", "always")
                .put("split", true);
    }

    private ObjectNode unigram() {
        ObjectNode model = Wire.mapper().createObjectNode().put("type", "Unigram");
        model.put("unk_id", unknown()).put("byte_fallback", false);
        ArrayNode vocabulary = model.putArray("vocab");
        pieces.forEach(piece -> vocabulary.addArray().add(piece.text).add(piece.isText() ? piece.score : NEVER));
        return model;
    }

    private int unknown() {
        for (int i = 0; i < pieces.size(); i++) {
            if (pieces.get(i).type == UNKNOWN) {
                return i;
            }
        }
        throw new IllegalStateException("no unknown piece");
    }

    /** Byte pairs are published as scores of pieces; what merges into a piece is any two pieces that make it up. */
    private ObjectNode bytePairs() {
        ObjectNode model = Wire.mapper().createObjectNode().put("type", "BPE");
        model.put("unk_token", pieces.get(unknown()).text).put("fuse_unk", true).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        Map<String, Integer> ids = new HashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            ids.put(pieces.get(i).text, i);
            vocabulary.put(pieces.get(i).text, i);
        }
        List<Merge> merges = new ArrayList<>();
        for (Piece piece : pieces.stream().filter(Piece::isText).toList()) {
            for (int at = piece.text.offsetByCodePoints(0, 1); at < piece.text.length(); ) {
                String left = piece.text.substring(0, at);
                String right = piece.text.substring(at);
                if (ids.containsKey(left) && ids.containsKey(right)) {
                    merges.add(new Merge(left, right, piece.score, ids.get(left), ids.get(right)));
                }
                at = piece.text.offsetByCodePoints(at, 1);
            }
        }
        merges.sort(Comparator.comparing(Merge::score)
                .reversed()
                .thenComparing(Merge::leftId)
                .thenComparing(Merge::rightId));
        ArrayNode ordered = model.putArray("merges");
        merges.forEach(merge -> ordered.addArray().add(merge.left).add(merge.right));
        return model;
    }

    /** Two pieces that become one, the sooner the higher its score. */
    private record Merge(String left, String right, float score, int leftId, int rightId) {}
}
