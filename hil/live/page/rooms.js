// rooms.js - the rooms that there are, in the order of the header. A room is a module that exports
//
//     export const room = { name, title, key, open(element, house) -> close() }
//
// and a style sheet of its own, room_NAME.css, with classes that begin with "NAME-". `key` opens it
// from anywhere. house is everything that house.js exports.

export const rooms = [
  { name: "lesion", title: "Lesion", key: "L" },
  { name: "pump", title: "Pump", key: "P" },
  { name: "device", title: "Device", key: "D" },
  { name: "suite", title: "Suite", key: "S" },
];
