package dev.parlance.cli;

import dev.parlance.DeviceInfo;
import dev.parlance.EngineDevices;

import java.util.List;
import java.util.OptionalLong;

/** What {@code info --devices} prints for people. */
final class DevicesText {
    private DevicesText() {}

    static String of(List<EngineDevices> engines) {
        if (engines.isEmpty()) {
            return "no such engine on the class path\n";
        }
        StringBuilder text = new StringBuilder();
        for (EngineDevices engine : engines) {
            text.append("engine ").append(Visible.escape(engine.engine())).append('\n');
            if (!engine.problem().isEmpty()) {
                text.append("  does not work here: ").append(engine.problem()).append('\n');
            }
            Table table = new Table(Table.Align.LEFT, Table.Align.LEFT, Table.Align.LEFT);
            for (DeviceInfo device : engine.devices()) {
                table.row("  " + Visible.escape(device.name()), Visible.escape(device.description()), memory(device));
            }
            text.append(table);
        }
        return text.toString();
    }

    private static String memory(DeviceInfo device) {
        OptionalLong total = device.totalBytes();
        if (total.isEmpty()) {
            return "memory unknown";
        }
        return device.freeBytes().isEmpty()
                ? Bytes.text(total.getAsLong())
                : Bytes.text(device.freeBytes().getAsLong()) + " of " + Bytes.text(total.getAsLong()) + " free";
    }
}
