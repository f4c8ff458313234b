package dev.parlance.engine.llamacpp;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Folders that nobody but the user of this process can change. */
final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS = Set.of(PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    private PrivateFolder() {}

    /**
     * Makes a folder with mode 0700, and folders above it, unless it is there.
     *
     * @throws IOException if that is not possible, or if the folder that is there is a link, belongs to somebody else
     *         or can be written by others
     */
    static void ensure(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            // What another process makes at the same time is checked like what was there before.
            Files.createDirectories(folder, attributes(folder));
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(folder.toString(), null, "not a folder, or a link to one");
        }
        UserPrincipal owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
        UserPrincipal self = userOfThisProcess();
        if (!owner.equals(self)) {
            throw new FileSystemException(folder.toString(), null,
                    "belongs to the user " + owner.getName() + ", and this process to " + self.getName());
        }
        PosixFileAttributeView posix = Files.getFileAttributeView(folder, PosixFileAttributeView.class,
                LinkOption.NOFOLLOW_LINKS);
        if (posix != null && posix.readAttributes().permissions().stream().anyMatch(WRITTEN_BY_OTHERS::contains)) {
            throw new FileSystemException(folder.toString(), null, "can be written by other users; expected the mode "
                    + PosixFilePermissions.toString(OWNER_ONLY));
        }
    }

    private static FileAttribute<?>[] attributes(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /**
     * Returns the owner of what this process makes. In a container the process may have a user without a name, so that
     * only a file tells.
     */
    private static UserPrincipal userOfThisProcess() throws IOException {
        Path file = Files.createTempFile("parlance", ".owner");
        try {
            return Files.getOwner(file);
        } finally {
            Files.delete(file);
        }
    }
}
