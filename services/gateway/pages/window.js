"use strict";
// without this script the page does the same, but for the one button that tells where its reader stands
const button = document.getElementById("here");
const told = document.getElementById("here-told");
if (button && navigator.geolocation) {
  button.hidden = false;
  const found = ({ coords }) => {
    document.getElementById("lon").value = coords.longitude.toFixed(6);
    document.getElementById("lat").value = coords.latitude.toFixed(6);
    told.textContent = button.dataset.found;
  };
  const none = () => { told.textContent = button.dataset.none; };
  button.addEventListener("click", () => {
    told.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, none, { enableHighAccuracy: true, timeout: 15000 });
  });
}
