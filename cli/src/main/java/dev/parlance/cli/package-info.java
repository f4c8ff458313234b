/** The program and its own commands; others come from services. Not exported. */
package dev.parlance.cli;
