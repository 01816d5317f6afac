package cz.statex.aiworkers.local.models;

import cz.statex.aiworkers.core.model.catalog.ModelArtifact;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A published model that is to be brought in: some files, in a folder or on the model hub. */
interface Origin {

    /** What the model is called there. */
    String name();

    /** The state of its files, as a version; null if only the files themselves can tell. */
    @Nullable
    String version();

    /** Its licence by SPDX, null if nobody says. */
    @Nullable
    String licence();

    /** Where people can read about it, null if nowhere. */
    @Nullable
    String page();

    /** The names of its files. */
    List<String> files();

    /** The content of a small file. */
    byte[] read(String file) throws IOException, ModelsException;

    /** The file as a catalog has it; hashed if it is on this host. */
    ModelArtifact artifact(String file) throws IOException;

    /** Bytes of a file, 0 if the origin does not say. */
    long size(String file) throws IOException;

    /** What a file is called in the cache, which has no folders within a model. */
    static String nameInCache(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
