(() => {
  const pad = document.getElementById("pad"), drawn = document.getElementById("drawn"), clear = document.getElementById("clear");
  const pen = pad.getContext("2d"), strokes = [];
  const FAR = 3, MOST = 2900;
  let stroke = null, count = 0;
  document.documentElement.classList.add("js");
  Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#1b2430" });
  const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [within((event.clientX - box.left) / box.width * pad.width, pad.width), within((event.clientY - box.top) / box.height * pad.height, pad.height)];
  };
  const add = (event) => {
    const [x, y] = place(event), last = stroke[stroke.length - 1];
    if (count >= MOST || (last && Math.hypot(x - last[0], y - last[1]) < FAR)) return;
    stroke.push([x, y]);
    count += 1;
    pen.beginPath();
    pen.moveTo(...(last || [x, y]));
    pen.lineTo(x, y);
    pen.stroke();
    drawn.value = strokes.map((points) => points.map((point) => point.join(",")).join(" ")).join(";");
  };
  pad.addEventListener("pointerdown", (event) => { stroke = []; strokes.push(stroke); pad.setPointerCapture(event.pointerId); add(event); });
  pad.addEventListener("pointermove", (event) => { if (stroke) add(event); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { stroke = null; });
  clear.addEventListener("click", () => { strokes.length = count = 0; drawn.value = ""; pen.clearRect(0, 0, pad.width, pad.height); });
  for (const form of document.forms) form.addEventListener("submit", () => { for (const button of form.querySelectorAll("button")) button.disabled = true; });
})();
