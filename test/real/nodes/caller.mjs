// Opens connections from the network namespace that it is started in, as its parent asks, and tells what comes back.
import { createSocket } from "node:dgram";
import { connect } from "node:net";

process.on("message", ({ id, ...call }) =>
  (call.protocol === "udp" ? datagram : stream)(call, (answer) => process.send({ id, ...answer })),
);
process.on("disconnect", () => process.exit());

/** All that comes back until the other end closes, a reset too. Nothing in time: no answer. */
function stream({ host, port, bytes, patience }, answer) {
  let response = "";
  let failed;
  let isSilent = false;
  const socket = connect({ host, port }, () => socket.write(Buffer.from(bytes, "base64")));
  socket.setEncoding("latin1").on("data", (text) => {
    response += text;
  });
  socket.on("error", ({ code }) => {
    if (code !== "ECONNRESET" && code !== "EPIPE") failed = code;
  });
  socket.setTimeout(patience, () => {
    isSilent = true;
    socket.destroy();
  });
  socket.once("close", () => answer(isSilent ? {} : failed ? { failed } : { response }));
}

function datagram({ host, port, bytes, patience }, answer) {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const end = (result) => {
    clearTimeout(timer);
    socket.close();
    answer(result);
  };
  const timer = setTimeout(() => end({}), patience);
  socket.once("error", ({ code }) => end({ failed: code }));
  socket.once("message", (message) => end({ response: message.toString("latin1") }));
  socket.send(Buffer.from(bytes, "base64"), port, host);
}
