/**
 * For those who bring commands to the command line: {@link dev.parlance.cli.spi.Subcommand}, and the groups of options
 * that commands share, so that an option has one name and one meaning everywhere. A group is used as picocli's
 * {@code @Mixin}.
 */
package dev.parlance.cli.spi;
