package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import cz.statex.aiworkers.orchestrator.cli.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which files of a published model hold its weights. Safetensors are preferred to ONNX; nothing else is read. */
final class CheckpointChoice {

    private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");

    private CheckpointChoice() {}

    /**
     * The files by role.
     *
     * @throws ModelsException if there are none that are read, with what to do about it
     */
    static Map<String, String> of(List<String> files) throws ModelsException {
        Map<String, String> chosen = new LinkedHashMap<>();
        List<String> shards = files.stream()
                .filter(file -> SHARD.matcher(file).matches())
                .sorted()
                .toList();
        if (files.contains("model.safetensors")) {
            chosen.put("checkpoint", "model.safetensors");
        } else if (!shards.isEmpty()) {
            for (int i = 0; i < shards.size(); i++) {
                chosen.put("checkpoint.shard" + (i + 1), shards.get(i));
            }
        } else {
            onnx(files, chosen);
        }
        if (chosen.isEmpty()) {
            throw nothing(files);
        }
        return chosen;
    }

    private static void onnx(List<String> files, Map<String, String> chosen) {
        for (String folder : List.of("", "onnx/")) {
            for (String kind : List.of("", "_quantized")) {
                String encoder = folder + "encoder_model" + kind + ".onnx";
                String decoder = folder + "decoder_model_merged" + kind + ".onnx";
                if (files.contains(encoder) && files.contains(decoder)) {
                    chosen.put("checkpoint.encoder", encoder);
                    chosen.put("checkpoint.decoder", decoder);
                    return;
                }
                if (files.contains(folder + "model" + kind + ".onnx")) {
                    chosen.put("checkpoint", folder + "model" + kind + ".onnx");
                    return;
                }
            }
        }
        List<String> only = files.stream()
                .filter(file -> file.endsWith(".safetensors") || file.endsWith(".onnx"))
                .toList();
        if (only.size() == 1) {
            chosen.put("checkpoint", only.get(0));
        }
    }

    private static ModelsException nothing(List<String> files) {
        List<String> code = files.stream().filter(ModelArtifact::isCode).toList();
        return new ModelsException(
                ExitCode.REFUSED,
                code.isEmpty()
                        ? "there is no model.safetensors, no shards of one and no model.onnx among " + files
                        : code
                                + " may hold code and are never opened; only safetensors and ONNX are. Ask the publisher for"
                                + " model.safetensors, take a revision that has it, or convert the file where you trust it:"
                                + " safetensors.torch.save_file(torch.load(FILE, weights_only=True), 'model.safetensors')");
    }
}
