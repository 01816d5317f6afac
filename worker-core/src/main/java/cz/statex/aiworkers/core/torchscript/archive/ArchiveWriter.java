package cz.statex.aiworkers.core.torchscript.archive;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive: an uncompressed zip of one folder with the pickled module, the program and the raw bytes
 * of every weight, each at a multiple of 64 bytes so that it can be used where it lies. Equal inputs give equal bytes.
 *
 * <p>Layout: libtorch's {@code caffe2/serialize/inline_container.h}, file format version 10: the first in which the
 * operator {@code gelu} takes an approximation.
 */
public final class ArchiveWriter implements AutoCloseable {

    private static final int ALIGNMENT = 64;
    private static final int LOCAL_HEADER_BYTES = 30;
    private static final int EXTRA_HEADER_BYTES = 4;
    /** "FB", the tag under which libtorch pads, too. */
    private static final short PADDING_TAG = 0x4246;
    /** The same for every archive. Not the first moment a zip can express: Java marks that one with a second extra field. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final String root;
    private final CountingStream counter;
    private final ZipOutputStream zip;

    private ArchiveWriter(OutputStream target, String root) {
        this.root = root;
        this.counter = new CountingStream(new BufferedOutputStream(target, 1 << 16));
        this.zip = new ZipOutputStream(counter);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /**
     * Writes {@code program} and {@code module} to the new file {@code target}.
     *
     * @param root name of the folder inside the archive
     */
    public static void write(Path target, String root, String program, ScriptModule module) throws IOException {
        write(
                Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                root,
                program,
                module);
    }

    /** Writes to {@code target} and closes it. A zip that cannot be finished does not close what is below it. */
    static void write(OutputStream target, String root, String program, ScriptModule module) throws IOException {
        try (OutputStream file = target;
                ArchiveWriter archive = new ArchiveWriter(file, root)) {
            Pickle.Pickled pickled = Pickle.of(module);
            archive.entry("data.pkl", pickled.data());
            archive.entry("code/__torch__.py", text(program));
            archive.entry("constants.pkl", ByteBuffer.wrap(Pickle.EMPTY_TUPLE));
            archive.entry("version", text("10\n"));
            archive.entry("byteorder", text("little"));
            for (int key = 0; key < pickled.storages().size(); key++) {
                archive.entry("data/" + key, pickled.storages().get(key).read());
            }
        }
    }

    private void entry(String name, ByteBuffer content) throws IOException {
        ZipEntry entry = new ZipEntry(root + "/" + name);
        entry.setTimeLocal(EPOCH);
        entry.setSize(content.remaining());
        entry.setCompressedSize(content.remaining());
        CRC32 checksum = new CRC32();
        checksum.update(content.duplicate());
        entry.setCrc(checksum.getValue());
        entry.setExtra(padding(entry.getName()));
        zip.putNextEntry(entry);
        zip.write(content.array(), content.arrayOffset() + content.position(), content.remaining());
        zip.closeEntry();
    }

    /** An extra field of the length that puts the content of the next entry on a multiple of the alignment. */
    private byte[] padding(String name) {
        long content = counter.written
                + LOCAL_HEADER_BYTES
                + name.getBytes(StandardCharsets.UTF_8).length
                + EXTRA_HEADER_BYTES;
        int pad = (int) Math.floorMod(-content, (long) ALIGNMENT);
        byte[] extra = new byte[EXTRA_HEADER_BYTES + pad];
        extra[0] = (byte) PADDING_TAG;
        extra[1] = (byte) (PADDING_TAG >> 8);
        extra[2] = (byte) pad;
        extra[3] = (byte) (pad >> 8);
        return extra;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static final class CountingStream extends FilterOutputStream {
        private long written;

        private CountingStream(OutputStream target) {
            super(target);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            written += length;
        }
    }
}
